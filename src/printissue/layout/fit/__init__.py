"""Fill the pages of an issue, and meet a page count.

`Fitter` (`fitter.py`) is the entrance. It gets a function that composes the HTML of an issue and lays it out, the
ranges that the theme allows (`fit` in theme.yaml), and the page count it should meet. A first layout, the trial,
leaves columns unbalanced, which takes less than half the time. `layout/flow.py` reads the blocks of its pages, and
`layout/grid.py` calculates the spaces that put all lines of body text on one grid, so that lines of neighbouring
columns are level.
`measured.py` turns the blocks into units with heights, and `paging.py` estimates from these where pages break, without
a layout. So `choosing.py` can compare thousands of arrangements of the `adjustable.py` parts (a picture a line higher
or further down, an omitted pull quote, another leading) and choose the one that leaves no page underfull and changes
least. `filling.py` returns it as CSS corrections.

`filler.py` then makes the final layout with these corrections and with filler pages, if the page count must be a
multiple. If the layout has other pages than estimated, one more arrangement is tried, and the better layout is used.

If the manuscript asks for a page count, `page_count.py` changes type sizes, lines and spaces together (`scaling.py`),
by one number, the tightness. `tightness.py` searches it in at most five trials, by interpolation; what it finds is laid
out and accepted if the last page is full enough. If no tightness meets the page count, the finding says by how many
lines it is missed, and which page counts can be met. Other editions of the issue use the same scale.
"""
