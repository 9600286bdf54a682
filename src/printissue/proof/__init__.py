"""The proof: pages of an issue in the browser, which change with each save.

board: what is shown now, and the browsers that wait for its next change
server: the web application and the server that answers only this machine's own browser
rendering: pages of PDFs as pictures
watching: folders that are watched for saved files
comparing: two states of an issue, page by page and story by story
editors: the command that opens a line in the user's editor
ui/: the page in the browser, plain ES modules and a style sheet
"""

from printissue.proof.board import Board as Board
from printissue.proof.board import EditionProof as EditionProof
from printissue.proof.board import ShownPage as ShownPage
from printissue.proof.editors import Editor as Editor
from printissue.proof.rendering import PageRenderer as PageRenderer
from printissue.proof.server import ProofServer as ProofServer
from printissue.proof.server import Workplace as Workplace
from printissue.proof.watching import saved_files as saved_files
from printissue.proof.watching import wait_for_saves as wait_for_saves
