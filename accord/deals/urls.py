"""The verbs of a deal, and opening one from a request."""

from django.urls import path

from accord.deals import line_views, views

URLS = {
    "deal": [
        path("<int:pk>/win/", views.win, name="win"),
        path("<int:pk>/lose/", views.lose, name="lose"),
        path("<int:pk>/archive/", views.archive, name="archive"),
        path("<int:pk>/reopen/", views.reopen, name="reopen"),
        path("<int:pk>/move/", views.move, name="move"),
        path("<int:pk>/pipeline/", views.change_pipeline, name="change_pipeline"),
        path("<int:pk>/advance/", views.advance, name="advance"),
        path("<int:pk>/step/", views.plan_step, name="plan_step"),
        path("<int:pk>/step-done/", views.finish_step, name="finish_step"),
        path("<int:pk>/important/", views.mark_important, name="mark_important"),
        path("<int:pk>/ordinary/", views.mark_ordinary, name="mark_ordinary"),
        path("<int:pk>/take/", views.take, name="take"),
        path("<int:pk>/hand-over/", views.hand_over, name="hand_over"),
        path("<int:pk>/company/", views.make_company, name="make_company"),
        path("<int:pk>/quality/", views.note_quality, name="note_quality"),
        path("<int:pk>/quality/<int:event>/remove/", views.remove_quality, name="remove_quality"),
        path("<int:pk>/lines/", line_views.lines, name="lines"),
        path("<int:pk>/lines/<int:line>/remove/", line_views.remove_line, name="remove_line"),
        path("lines/choose/", line_views.choose, name="choose_products"),
        path("lines/rows/", line_views.line_rows, name="line_rows"),
        path("lines/totals/", line_views.line_totals, name="line_totals"),
        # Requests and leads lie below and do not know deals; their pages get the button through a panel.
        path("from-request/<int:pk>/", views.open_from, name="open_from"),
        path("from-lead/<int:pk>/", views.open_for, name="open_for"),
    ]
}
