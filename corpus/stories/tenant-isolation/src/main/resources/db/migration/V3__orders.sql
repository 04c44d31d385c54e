CREATE TABLE orders (
    workspace_id BIGINT UNSIGNED NOT NULL,
    id BIGINT UNSIGNED NOT NULL,
    customer_id BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE KEY orders_id (id),
    CONSTRAINT orders_customer FOREIGN KEY (workspace_id, customer_id) REFERENCES customer_master (workspace_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- The workspace is in both keys: no line can name an item of somebody else.
CREATE TABLE order_lines (
    workspace_id BIGINT UNSIGNED NOT NULL,
    order_id BIGINT UNSIGNED NOT NULL,
    position INT NOT NULL,
    item_id BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (workspace_id, order_id, position),
    CONSTRAINT order_lines_order FOREIGN KEY (workspace_id, order_id) REFERENCES orders (workspace_id, id) ON DELETE CASCADE,
    CONSTRAINT order_lines_item FOREIGN KEY (workspace_id, item_id) REFERENCES item_master (workspace_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- Its order is right, its workspace may be any.
CREATE TABLE order_notes (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    workspace_id BIGINT UNSIGNED NOT NULL, -- expect: missing-required-reference, unconstrained-reference
    order_id BIGINT UNSIGNED NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT order_notes_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
