"""The land survey layer DLTB 地类图斑: class table, fields, records, import mapping, check rules."""
