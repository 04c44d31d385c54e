import functools

from flask import Flask
from flask_sqlalchemy import SQLAlchemy


class Database(SQLAlchemy):
    def apply_pool_defaults(self, app, options):
        return options


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql:///app"
db = Database(app)
Required = functools.partial(db.Column, nullable=False)
