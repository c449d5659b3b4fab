-- A row trigger does not see TRUNCATE.
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON "audit_log"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER coupon_access_no_truncate BEFORE TRUNCATE ON "coupon_access"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
