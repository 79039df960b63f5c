const dialog = /** @type {HTMLDialogElement} */ (document.querySelector('#force'));
const subject = /** @type {HTMLElement} */ (document.querySelector('#force-task'));

/** Asks whether a task is to count as cancelled without proof. @param {string} title @returns {Promise<boolean>} */
export function confirmForce(title) {
  subject.textContent = title;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'force'), { once: true });
  });
}
