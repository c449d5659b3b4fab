/** Every zone this browser or server knows, to pick from. */
export const zoneChoices = ["UTC", ...Intl.supportedValuesOf("timeZone")]
  .filter((id, index, all) => all.indexOf(id) === index)
  .map((id) => ({ id, label: id.replaceAll("_", " ") }));
