"""What axe-core finds wrong with a page that somebody would stumble over."""

GRAVE = ("serious", "critical")


def grave_faults(page, within=None):
    """Run axe-core on *page*; return what is serious or worse: rule, where, and why.

    With *within*, a selector, only that part of it is looked at.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=within).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]
