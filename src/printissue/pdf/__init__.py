"""What every stage needs to know about PDF, on pikepdf.

Content streams, graphics state, matrices, colour, functions, fonts, layers, structure tree and page boxes
(ISO 32000-1). There is one interpreter of content streams: a stage that observes a page or rewrites a
stream subclasses it. Nothing here imports a stage.
"""
