const FRAGMENTS = /* GraphQL */ `
  fragment User on User {
    id
    username
    name
  }
  fragment Review on Review {
    id
    body
  }
  fragment Product on Product {
    inStock
    name
    price
    shippingEstimate
    upc
    weight
  }
`;

/** The nested query of the well-known federation benchmark: an answer of about 89 kB, most entities in it many times. */
export const heavy = /* GraphQL */ `
  ${FRAGMENTS}
  query Heavy {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
          reviews {
            ...Review
            author {
              ...User
              reviews {
                ...Review
                product {
                  ...Product
                }
              }
            }
          }
        }
      }
    }
    topProducts {
      ...Product
      reviews {
        ...Review
        author {
          ...User
          reviews {
            ...Review
            product {
              ...Product
            }
          }
        }
      }
    }
  }
`;

/** What a page of an application would ask for: an answer of about 4.7 kB in four subgraph requests. */
export const mid = /* GraphQL */ `
  ${FRAGMENTS}
  query Mid {
    users {
      ...User
      reviews {
        ...Review
        product {
          ...Product
        }
      }
    }
  }
`;
