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
from printissue.layout.faults import FULL as FULL
from printissue.layout.faults import faults as faults
from printissue.layout.faults import shares as shares
from printissue.layout.fit.choosing import SAFE as SAFE
from printissue.layout.fit.filling import Filling as Filling
from printissue.layout.fit.filling import Reckoning as Reckoning
from printissue.layout.fit.filling import chosen as chosen
from printissue.layout.fit.filling import last_filled as last_filled
from printissue.layout.fit.filling import reckoned as reckoned
from printissue.layout.fit.filling import resized as resized
from printissue.layout.fit.grid import Fit as Fit
from printissue.layout.fit.scaling import PLAIN as PLAIN
from printissue.layout.fit.scaling import Scale as Scale
from printissue.layout.pictures import UNCROPPED as UNCROPPED
from printissue.layout.pictures import Placed as Placed
from printissue.layout.pictures import place_pictures as place_pictures
from printissue.layout.pictures import placed as placed
from printissue.layout.setting import Correction as Correction
from printissue.layout.setting import Layout as Layout
from printissue.layout.setting import LayoutInput as LayoutInput
from printissue.layout.setting import check_sheets as check_sheets
from printissue.layout.setting import fitted as fitted
from printissue.layout.setting import set_pages as set_pages
from printissue.layout.svg import drawing_faults as drawing_faults
from printissue.layout.titles import joined as joined
from printissue.layout.titles import titles as titles
from printissue.layout.writing import write as write
