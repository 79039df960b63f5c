import { setOptional } from './dom.js';

/** @import { Api } from '../net/api.js' */

/** What stands in the page's place until the server knows who is there. */
export class LoginView {
  #api;
  #onLogin;
  #section = /** @type {HTMLElement} */ (document.querySelector('#login'));
  #form = /** @type {HTMLFormElement} */ (document.querySelector('#login-form'));
  #token = /** @type {HTMLInputElement} */ (document.querySelector('#login-token'));
  #button = /** @type {HTMLButtonElement} */ (document.querySelector('#login-button'));
  #problem = /** @type {HTMLElement} */ (document.querySelector('#login-problem'));

  /** @param {Api} api @param {() => void} onLogin */
  constructor(api, onLogin) {
    this.#api = api;
    this.#onLogin = onLogin;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#enter({ token: this.#token.value.trim() });
    });
  }

  show() {
    document.body.dataset.login = 'wanted';
    if (!this.#section.hidden) return;
    this.#section.hidden = false;
    this.#token.focus();
  }

  /** Uses the code of a printed link, which works once. @param {string} code */
  useCode(code) {
    return this.#enter({ code });
  }

  /** @param {{code: string}|{token: string}} credential */
  async #enter(credential) {
    this.#button.disabled = true;
    setOptional(this.#problem, null);
    try {
      await this.#api.post('/api/login', credential);
      this.#hide();
      this.#onLogin();
    } catch (error) {
      setOptional(this.#problem, /** @type {Error} */ (error).message);
      this.show();
    }
    this.#button.disabled = false;
  }

  #hide() {
    this.#token.value = '';
    this.#section.hidden = true;
    delete document.body.dataset.login;
  }
}
