from sqlmodel import Field, Relationship, SQLModel

from app.database import Record


class ModuleDashboard(SQLModel, table=True):
    __tablename__ = "module_dashboard"

    module_id: int = Field(foreign_key="modules.id", primary_key=True)  # expect: action-mismatch
    dashboard_id: int = Field(foreign_key="dashboards.id", primary_key=True)  # expect: action-mismatch


class BundleDashboard(SQLModel, table=True):
    __tablename__ = "bundle_dashboard"

    bundle_id: int = Field(foreign_key="bundles.id", primary_key=True)  # expect: action-mismatch
    dashboard_id: int = Field(foreign_key="dashboards.id", primary_key=True)  # expect: action-mismatch


class Team(Record, table=True):
    __tablename__ = "teams"

    name: str


class Dashboard(Record, table=True):
    __tablename__ = "dashboards"

    title: str
    modules: list["Module"] = Relationship(back_populates="dashboards", link_model=ModuleDashboard)
    resources: list["Resource"] = Relationship(back_populates="dashboard", cascade_delete=True)


class Module(Record, table=True):
    __tablename__ = "modules"

    name: str
    dashboards: list[Dashboard] = Relationship(back_populates="modules", link_model=ModuleDashboard)


class Bundle(Record, table=True):
    __tablename__ = "bundles"

    team_id: int = Field(foreign_key="teams.id", ondelete="CASCADE", index=True)


class Category(SQLModel, table=True):
    __tablename__ = "categories"

    key: str = Field(primary_key=True)
    label: str


class Resource(Record, table=True):
    __tablename__ = "resources"

    dashboard_id: int = Field(foreign_key="dashboards.id", ondelete="CASCADE")
    category_key: str = Field(index=True)
    dashboard: Dashboard = Relationship(back_populates="resources")
