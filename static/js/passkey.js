// Passkeys need a script: buttons for them are shown by it, and say so when the device gave none.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-needs-script]")) {
    button.hidden = false;
  }
  for (const text of document.querySelectorAll("[data-without-passkeys]")) {
    text.hidden = true;
  }
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.querySelector("[data-passkey-trouble]");
  if (trouble) {
    trouble.hidden = false;
  }
});
