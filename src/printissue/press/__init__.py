"""The press: HTML and sheets in, raw PDF out, through WeasyPrint.

setting: a forme is laid out in pages, with corrections where an earlier layout asked for them
flow, grid: where the blocks of a layout lie, and what brings its lines to the grid
closing: what follows columns is closed up to them
faults: what a typesetter would not let pass becomes findings; mending: some of it
writing: a layout becomes the raw PDF of an edition
titles: names that are too wide for their line; pictures: how each one stands
svg: drawings are drawn on trial
reports: what WeasyPrint logs becomes findings
"""

from printissue.press.choosing import SAFE as SAFE
from printissue.press.engine import load as load
from printissue.press.faults import FULL as FULL
from printissue.press.faults import faults as faults
from printissue.press.faults import shares as shares
from printissue.press.filling import Filling as Filling
from printissue.press.filling import Reckoning as Reckoning
from printissue.press.filling import chosen as chosen
from printissue.press.filling import last_filled as last_filled
from printissue.press.filling import reckoned as reckoned
from printissue.press.filling import resized as resized
from printissue.press.grid import Fit as Fit
from printissue.press.pictures import UNCROPPED as UNCROPPED
from printissue.press.pictures import Placed as Placed
from printissue.press.pictures import place_pictures as place_pictures
from printissue.press.pictures import placed as placed
from printissue.press.scaling import PLAIN as PLAIN
from printissue.press.scaling import Scale as Scale
from printissue.press.setting import Correction as Correction
from printissue.press.setting import Forme as Forme
from printissue.press.setting import Layout as Layout
from printissue.press.setting import check_sheets as check_sheets
from printissue.press.setting import fitted as fitted
from printissue.press.setting import set_pages as set_pages
from printissue.press.svg import drawing_faults as drawing_faults
from printissue.press.titles import joined as joined
from printissue.press.titles import titles as titles
from printissue.press.writing import write as write
