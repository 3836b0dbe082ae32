"""Django's registration of the evaluation app."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Short label, so that tables are called evaluation_…."""

    name = "xiuhua.apps.evaluation"
    label = "evaluation"
