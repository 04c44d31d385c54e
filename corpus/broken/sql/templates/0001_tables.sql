CREATE TABLE {{ .prefix }}users (id int PRIMARY KEY);
CREATE TABLE {{ index .Options "Namespace" }}.sessions (id int PRIMARY KEY, user_id int REFERENCES {{ index .Options "Namespace" }}.users (id) ON DELETE CASCADE);
CREATE TABLE ${schema}.posts (id int PRIMARY KEY, user_id int REFERENCES ${schema}.users ON DELETE SET NULL);
{% if with_likes %}
CREATE TABLE likes (id int PRIMARY KEY, user_id int REFERENCES users);
{% endif %}
{{if .mysql}}ALTER TABLE posts ADD COLUMN a int{{else}}ALTER TABLE posts ADD COLUMN b int{{end}};
ALTER TABLE :schema.posts ADD COLUMN editor_id int REFERENCES users;
CREATE TABLE plain (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE RESTRICT);
