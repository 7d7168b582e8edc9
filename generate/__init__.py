"""What is made from what the service says of itself: the client, from the OpenAPI document (`make client`)."""
