"""Where the rows of the life cycle come from, with how sure we are (H sure, M likely).

Only citations, each written once. No clause number stands here that was not read.
"""

WORKFLOW = "Seven-step workflow of digital city management (county rules 2019, H; CJJ/T 106, M)"
VERIFICATION = (
    "Public, petition and media reports are verified on site first (Guilin handbook 2016, H)"
)
BRANCHES = "Branches that deployed city management systems have (H as practice)"
RETURN_RULE = (
    "Workflow of a deployed system: a return needs a reason, and the unit that sent a case back "
    "does not take the next forward step (H as an example)"
)
EVIDENCE = "Before and after photos as evidence (deployed systems, H as practice)"
STANDARD = "Filing and closing conditions per class (GB/T 30428.8, M)"
FOUR_EYES = "Who handled a problem does not check the result (two bodies apart: CJ/T 292, H)"
OUTSIDE = "A problem of the district or a utility is sent there and nudged (subdistrict practice)"
ORDERS = "Inbound orders keep their issuer's number, clocks and return window (12345 practice)"
APPEAL = "Appeals correct a result and keep the first one (deployed systems, H as practice)"
HOUSE = "Rule of this system: a fact is written once; what undoes it is a new fact with a reason"
