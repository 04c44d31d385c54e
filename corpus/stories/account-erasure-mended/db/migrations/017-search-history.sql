-- Written often, so somebody left the key away. Whoever is gone can still be found here.
CREATE TABLE search_history (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL,
    term STRING NOT NULL,
    INDEX search_history_by_user (user_id)
);
