from make_parts.recipes import Recipes
def recipes() -> Recipes:
    return {}
