"""The palette (Ctrl+K): finds tasks, actions, items, stations, pages and teammates, and opens or does them."""
