CREATE TABLE batches (id bigint PRIMARY KEY);
CREATE TABLE jobs (id bigint PRIMARY KEY, batch_id bigint REFERENCES batches (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE steps (id bigint PRIMARY KEY, batch_id bigint);
ALTER TABLE steps ADD CONSTRAINT steps_batch_fkey FOREIGN KEY (batch_id) REFERENCES batches (id) ON DELETE CASCADE NOT VALID;
