"""The press: HTML and sheets in, raw PDF out, through WeasyPrint.

setting: a layout_input is laid out in pages, with corrections where an earlier layout asked for them
flow, grid: where the blocks of a layout lie, and what brings its lines to the grid
closing: what follows columns is closed up to them
faults: what a typesetter would not let pass becomes findings; mending: some of it
writing: a layout becomes the raw PDF of an edition
titles: names that are too wide for their line; pictures: how each one stands
svg: drawings are drawn on trial
reports: what WeasyPrint logs becomes findings
"""

from printissue.layout.engine import load as load
from printissue.layout.faults import faults as faults
from printissue.layout.faults import page_fills as page_fills
from printissue.layout.fit.filler import LayoutOptions as LayoutOptions
from printissue.layout.fit.filler import PageGoal as PageGoal
from printissue.layout.fit.fitter import Fitter as Fitter
from printissue.layout.fit.fitter import PageRequest as PageRequest
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
