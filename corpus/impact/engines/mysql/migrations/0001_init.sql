CREATE TABLE `accounts` (id bigint PRIMARY KEY) ENGINE=InnoDB;
CREATE TABLE `cards` (id bigint PRIMARY KEY, account_id bigint NOT NULL, CONSTRAINT a_card FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE);
CREATE TABLE `payments` (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    account_id bigint NOT NULL,
    card_id bigint NOT NULL,
    CONSTRAINT b_account FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE,
    CONSTRAINT c_card FOREIGN KEY (card_id) REFERENCES cards (id)
);
