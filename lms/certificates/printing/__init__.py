"""From a frozen payload to the paper: wording in both languages, composition, fitting, PDF."""
