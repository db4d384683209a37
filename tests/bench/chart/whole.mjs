export async function realPatient() { return null; }
