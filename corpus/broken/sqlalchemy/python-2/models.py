from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()

print "loading the models"


class Owner(Base):
    __tablename__ = u"owners"
    id = Column(Integer, primary_key=True)

    def show(self):
        try:
            print self.id
        except Exception, error:
            raise ValueError, "no id"


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer, ForeignKey(u"owners.id", ondelete="CASCADE"))
