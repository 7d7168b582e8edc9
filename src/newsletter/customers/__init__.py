"""Who bought what: sales, and the product groups they and campaigns are about."""
