ALTER TABLE users ADD COLUMN age integer; -- expect: broken-history
