"""The dock "Farmland balance": statement, projects, proposal, what-if; every figure opens its postings."""
