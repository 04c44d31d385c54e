"""Django: no file of this package is looked at."""

from django.db import models


class Page(models.Model):
    __tablename__ = "not_ours"
    author = models.ForeignKey("users", on_delete=models.CASCADE)
