from company.orm import AuditedMixin, CompanyBase
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Owner(AuditedMixin, Base):
    __tablename__ = "owners"
    id = Column(Integer, primary_key=True)


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer, ForeignKey("owners.id"))


class Company(CompanyBase):
    __tablename__ = "companies"
    id = Column(Integer, primary_key=True)
    owner_id = Column(Integer, ForeignKey(Owner.id, ondelete="CASCADE"))
