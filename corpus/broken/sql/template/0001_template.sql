CREATE TABLE {{ index .Options "Namespace" }}.users (id integer PRIMARY KEY);
CREATE TABLE ${prefix}posts (id integer PRIMARY KEY);
CREATE TABLE plain (id integer PRIMARY KEY);
