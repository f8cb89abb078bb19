"""Reading arrangements, narrowed to what the actor may see."""
