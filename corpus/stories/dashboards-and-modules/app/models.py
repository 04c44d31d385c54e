from sqlmodel import Field, Relationship, SQLModel


class ModuleDashboard(SQLModel, table=True):
    __tablename__ = "module_dashboard"

    module_id: int = Field(foreign_key="modules.id", primary_key=True)  # expect: action-mismatch
    dashboard_id: int = Field(foreign_key="dashboards.id", primary_key=True)  # expect: action-mismatch


class BundleDashboard(SQLModel, table=True):
    __tablename__ = "bundle_dashboard"

    bundle_id: int = Field(foreign_key="bundles.id", primary_key=True)  # expect: action-mismatch
    dashboard_id: int = Field(foreign_key="dashboards.id", primary_key=True)  # expect: action-mismatch


class Team(SQLModel, table=True):
    __tablename__ = "teams"

    id: int | None = Field(default=None, primary_key=True)
    name: str


class Dashboard(SQLModel, table=True):
    __tablename__ = "dashboards"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    modules: list["Module"] = Relationship(back_populates="dashboards", link_model=ModuleDashboard)
    resources: list["Resource"] = Relationship(back_populates="dashboard", cascade_delete=True)


class Module(SQLModel, table=True):
    __tablename__ = "modules"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    dashboards: list[Dashboard] = Relationship(back_populates="modules", link_model=ModuleDashboard)


class Bundle(SQLModel, table=True):
    __tablename__ = "bundles"

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="teams.id", ondelete="CASCADE", index=True)


class Category(SQLModel, table=True):
    __tablename__ = "categories"

    key: str = Field(primary_key=True)
    label: str


class Resource(SQLModel, table=True):
    __tablename__ = "resources"

    id: int | None = Field(default=None, primary_key=True)
    dashboard_id: int = Field(foreign_key="dashboards.id", ondelete="CASCADE")
    category_key: str = Field(index=True)
    dashboard: Dashboard = Relationship(back_populates="resources")
