// Keeps parts of a page from being replaced by what is no part of it: an error page, or the sign-in page once the web
// session has ended. Then the page is loaded anew, and leads to sign-in and back.
document.addEventListener("htmx:before:response", (event) => {
  const answer = event.detail.ctx.response.raw;
  // A form's answer leads back to its own page.
  const leadsAway = answer.redirected && new URL(answer.url).pathname !== window.location.pathname;
  if (answer.status !== 200 || leadsAway) event.preventDefault();
  const hasEnded = answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === "/sign-in");
  if (hasEnded) window.location.reload();
});
