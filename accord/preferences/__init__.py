"""What administrators switch while the program runs: the company's name and zone, and the choices between two good habits."""
