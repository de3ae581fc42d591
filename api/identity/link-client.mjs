// The browser's part of the page of a one-time link.
const button = document.getElementById('open');
const said = document.getElementById('said');
const token = location.hash.slice(1);

function refuse(sentence) {
  said.textContent = sentence;
  button.disabled = false;
}

async function open() {
  button.disabled = true;
  said.textContent = '';
  let answer;
  let body;
  try {
    answer = await fetch('/api/links', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
      body: JSON.stringify({ token }),
    });
    body = await answer.json();
  } catch {
    refuse(button.dataset.failed);
    return;
  }
  if (!answer.ok) {
    refuse(body.detail ?? button.dataset.failed);
    return;
  }
  // Replaced, so that the token does not stay in the browser's history.
  location.replace(body.next);
}

// The page in another language is for the same link.
for (const link of document.querySelectorAll('a[hreflang]')) link.href += location.hash;

if (token === '') {
  button.remove();
  refuse(button.dataset.incomplete);
} else {
  button.addEventListener('click', open);
}
