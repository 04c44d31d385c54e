from app import db


class Room(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Booking(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    room_id = db.Column(db.Integer, db.ForeignKey("room.id"))
