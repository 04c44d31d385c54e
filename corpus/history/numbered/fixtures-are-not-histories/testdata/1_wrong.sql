CREATE TABLE wrong (id bigserial PRIMARY KEY);
