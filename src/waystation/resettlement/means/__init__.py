"""Work, home, school and money: grants, budgets, debts told in confidence, the map of services."""
