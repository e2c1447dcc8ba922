/** What the page knows of the scans; only answers of the server change it. */
export const state = {
  /** review: the scans of a dataset; open: images that were dropped here. */
  command: "",
  scans: [],
  columns: [],
  /** The largest file that the server takes, in bytes. */
  largest: 0,
  /** The scan that is shown. */
  current: null,
};

export const isOpen = () => state.command === "open";

/** The address of something of the scan that is shown. */
export const at = action => "/scans/" + state.current.number + "/" + action;
