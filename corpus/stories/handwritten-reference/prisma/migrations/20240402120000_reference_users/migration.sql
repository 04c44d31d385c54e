-- Written by hand: a user who still pays, or still runs a cluster, must not be deleted.
ALTER TABLE "Customer"
    ADD CONSTRAINT "Customer_authUserId_fkey"
    FOREIGN KEY ("authUserId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "K8sClusterConfig"
    ADD CONSTRAINT "K8sClusterConfig_authUserId_fkey"
    FOREIGN KEY ("authUserId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
