CREATE TABLE documents (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    vendor_id text,
    uploaded_by text,
    file_name text NOT NULL
);

CREATE TABLE document_pages (
    id text PRIMARY KEY,
    document_id text NOT NULL,
    number integer NOT NULL
);

CREATE TABLE extractions (
    id text PRIMARY KEY,
    document_page_id text NOT NULL,
    config_version_id text NOT NULL,
    fields jsonb NOT NULL
);

CREATE TABLE tags (
    id text PRIMARY KEY,
    workspace_id text NOT NULL,
    name text NOT NULL
);

CREATE TABLE document_tags (
    document_id text NOT NULL,
    tag_id text NOT NULL,
    PRIMARY KEY (document_id, tag_id)
);

CREATE TABLE comments (
    id text PRIMARY KEY,
    document_id text NOT NULL,
    author_id text,
    body text NOT NULL
);

CREATE TABLE comment_mentions (
    comment_id text NOT NULL,
    user_id text NOT NULL,
    PRIMARY KEY (comment_id, user_id)
);
