"""What others than callers ask of `tritone serve`: whether it lives, whether it is ready, and to go away."""
