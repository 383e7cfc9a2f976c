"""The back-office's pages of figures."""

from analytics.admin import company, feeders, funnel, interviewers, overview, stages, time
from analytics.admin.page import PAGES, figures_page
from analytics.admin.rows import rows_page
from config.base.admin import back_office
from config.base.back_office.roles import RECRUITING

DRAWN = {
    "funnel": funnel.draw,
    "feeders": feeders.draw,
    "company": company.draw,
    "stages": stages.draw,
    "time": time.draw,
    "interviewers": interviewers.draw,
}

# The overview leads to the others.
back_office().register_view(
    "analytics/",
    figures_page(overview.draw),
    "analytics_overview",
    "Figures",
    description="Where candidates are lost, which feeders convert, how long it takes.",
    roles=RECRUITING,
)
for name, draw in DRAWN.items():
    back_office().register_view(
        f"analytics/{name}/", figures_page(draw), f"analytics_{name}", PAGES[name], roles=RECRUITING, listed=False
    )
back_office().register_view(
    "analytics/rows/", rows_page, "analytics_rows", "Rows behind a figure", roles=RECRUITING, listed=False
)
