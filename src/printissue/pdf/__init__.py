"""The PDF library of all stages, based on pikepdf (ISO 32000-1).

It reads content streams, colour, functions, fonts, images, layers, structure trees, page boxes and metadata of any
file. There is one interpreter of content streams: a stage that observes a page or rewrites a stream subclasses it.
"""
