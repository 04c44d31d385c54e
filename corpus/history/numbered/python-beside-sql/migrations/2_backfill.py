"""Run by the team's own runner."""


def run(connection):
    connection.execute("UPDATE authors SET id = id")
