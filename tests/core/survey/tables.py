"""The packaged class and field tables, for tests."""

from landguard_plugin.core.survey.classes import ClassTable
from landguard_plugin.core.survey.fields import FieldTable
from landguard_plugin.storage import packaged

CLASSES = ClassTable.from_rows(packaged.read_csv("survey/land_classes.csv"))
FIELDS = FieldTable.from_rows(packaged.read_csv("survey/dltb_fields.csv"))
