from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
migrate = Migrate()


def create_app():
    from app import models

    app = Flask(__name__)
    db.init_app(app)
    migrate.init_app(app, db)
    return app
