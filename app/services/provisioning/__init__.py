"""What a company's directory may do by SCIM: its people, its groups, and the tokens with which it calls."""
