"""The layout: HTML and style sheets become pages, and pages a raw PDF, through WeasyPrint.

engine: everything that is private to WeasyPrint
pages: HTML is laid out with corrections from an earlier layout, and written for an edition
flow: the blocks of laid-out pages; grid, spacing: the changes that align the lines of columns
closing: text below columns is put on the grid again; line_breaks: ladders of hyphens and runts are avoided
fit: pages are filled and page counts met; it uses the modules here, see its own description
faults: what a typesetter would not accept becomes findings
lines: where the lines of text are, and which elements they come from
drafts: layouts that are made faster, from an earlier layout of the issue
titles: names that are too wide for their line are set smaller; pictures: where each picture is on its page
svg: SVG files are drawn once by themselves, to find faults; reports: WeasyPrint's log becomes findings
page_starts: where in the HTML each page begins; first_page: the first page by itself
tag_hints: what the tagged editions need to know beyond the structure tree
"""

from printissue.layout.drafts import ColumnHeight as ColumnHeight
from printissue.layout.drafts import Drafts as Drafts
from printissue.layout.drafts import column_heights as column_heights
from printissue.layout.engine import load as load
from printissue.layout.faults import faults as faults
from printissue.layout.faults import page_fills as page_fills
from printissue.layout.first_page import first_page as first_page
from printissue.layout.fit.filler import LayoutOptions as LayoutOptions
from printissue.layout.fit.filler import PageGoal as PageGoal
from printissue.layout.fit.fitter import Fitter as Fitter
from printissue.layout.fit.fitter import PageRequest as PageRequest
from printissue.layout.lines import PrintedLine as PrintedLine
from printissue.layout.lines import PrintedPage as PrintedPage
from printissue.layout.lines import printed_pages as printed_pages
from printissue.layout.page_starts import page_starts as page_starts
from printissue.layout.pages import UNBALANCED as UNBALANCED
from printissue.layout.pages import Correction as Correction
from printissue.layout.pages import Layout as Layout
from printissue.layout.pages import LayoutInput as LayoutInput
from printissue.layout.pages import check_stylesheets as check_stylesheets
from printissue.layout.pages import find_corrections as find_corrections
from printissue.layout.pages import lay_out as lay_out
from printissue.layout.pages import write as write
from printissue.layout.pictures import UNCROPPED as UNCROPPED
from printissue.layout.pictures import PlacedPicture as PlacedPicture
from printissue.layout.pictures import measure_pictures as measure_pictures
from printissue.layout.pictures import placed_pictures as placed_pictures
from printissue.layout.svg import svg_faults as svg_faults
from printissue.layout.titles import fit_titles as fit_titles
from printissue.layout.titles import merge_corrections as merge_corrections
