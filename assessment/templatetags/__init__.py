"""Tags of our own for the site's templates."""
