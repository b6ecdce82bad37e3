/* The checklist page: the tasks that the answers ask for, with ticks and notes that can be kept. */

function startChecklist() {}
