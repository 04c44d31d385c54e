CREATE TABLE profiles (
    id uuid PRIMARY KEY REFERENCES auth.users (id) ON DELETE CASCADE,
    avatar uuid REFERENCES storage.objects (id)
);
